# The parts that only the exec job has.

@HEAD@
# server-vps @VERSION@ under Nomad's exec driver: in a chroot, as user nobody. Set the URL of the archive;
# its checksum is fixed:
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

      @MOUNT@
