# What only the job of the raw_exec driver has.

@HEAD@
# server-vps @VERSION@ under Nomad's raw_exec driver, which clients have to enable: as nobody, but with
# the host's files in sight. For hosts on which exec does not work.
#
#   nomad job run -var archive_url=https://example.org/@ARCHIVE@ server-vps.raw-exec.nomad.hcl

@DRIVER@
      driver = "raw_exec"

      # The driver's default is the user of the client, which is root. A client that is not root cannot
      # change it: take the line away there.
      user = "nobody"

@CONFIG@
      config {
        command = "local/server-vps"
      }
