# What only the job of the exec driver has.

@HEAD@
# server-vps @VERSION@ under Nomad's exec driver: in a chroot, as nobody. Where the archive is kept is
# yours to say; what is in it is not:
#
#   nomad job run -var archive_url=https://example.org/@ARCHIVE@ server-vps.nomad.hcl

@DRIVER@
      driver = "exec"
      user   = "nobody"

@CONFIG@
      config {
        command  = "local/server-vps"
        cap_drop = ["all"]
      }
