# The parts that only the raw_exec job has.

@HEAD@
# server-vps @VERSION@ under Nomad's raw_exec driver, which must be enabled on the clients: as user nobody,
# but the program can see the host's files. For hosts on which exec does not work.
#
#   nomad job run -var archive_url=https://example.org/@ARCHIVE@ server-vps.raw-exec.nomad.hcl

@DRIVER@
      driver = "raw_exec"

      # The driver's default is the user of the Nomad client, which is root. A client that does not run as
      # root cannot change the user: remove this line there.
      user = "nobody"

@CONFIG@
      config {
        command = "local/server-vps"
      }

@FILES@
# raw_exec mounts no volumes: FILES_ROOT in settings is a directory of the host.

@VOLUME@
    # Nothing is mounted, see above.
