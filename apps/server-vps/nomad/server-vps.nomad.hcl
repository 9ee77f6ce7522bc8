# Where the archive is kept is yours to say; what is in it is not:
#
#   nomad job run -var archive_url=https://example.org/@ARCHIVE@ server-vps.nomad.hcl

variable "archive_url" {
  type        = string
  description = "URL of @ARCHIVE@"
}

job "server-vps" {
  type = "service"

  group "server" {
    count = 1

    network {
      port "http" {}
      port "ops" {}
    }

    service {
      name     = "server-vps"
      port     = "http"
      provider = "nomad"

      # Unready: requests go elsewhere.
      check {
        type     = "http"
        port     = "ops"
        path     = "/readyz"
        interval = "10s"
        timeout  = "2s"
      }

      # Not alive: a new process.
      check {
        type     = "http"
        port     = "ops"
        path     = "/livez"
        interval = "10s"
        timeout  = "2s"

        check_restart {
          limit = 3
          grace = "30s"
        }
      }
    }

    task "server" {
      driver = "exec"

      artifact {
        source      = var.archive_url
        destination = "local"

        options {
          checksum = "@ARCHIVE_DIGEST@"
        }
      }

      config {
        command = "local/server-vps"
      }

      env {
        PORT     = "${NOMAD_PORT_http}"
        OPS_HOST = "0.0.0.0"
        OPS_PORT = "${NOMAD_PORT_ops}"
      }

      # Nomad would send SIGINT and wait for 5 seconds.
      kill_signal  = "SIGTERM"
      kill_timeout = "30s"

      resources {
        cpu    = 200
        memory = 256
      }
    }
  }
}
