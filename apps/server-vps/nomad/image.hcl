# The parts that the jobs for the image share: docker, docker with load, podman.

@PORTS@
      port "http" {
        to = 8080
      }

      port "ops" {
        to           = 9000
        host_network = var.host_network
      }

@TASK@
      @DRIVER@

      @MOUNT@

      # Nomad skips shutdown_delay when it restarts a task in place: the server waits then. The addresses
      # and ports are those inside the container.
      env = merge({
        SHUTDOWN_DELAY_MS = "3000"
      }, var.settings, {
        HOST     = "0.0.0.0"
        PORT     = "8080"
        OPS_HOST = "0.0.0.0"
        OPS_PORT = "9000"
      })

@ADMIN@
      #   nomad alloc exec -task server ALLOCATION /server admin GET /

@OWNER@
          uid         = 65532
          gid         = 65532
