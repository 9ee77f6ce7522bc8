# The parts that the exec and raw_exec jobs share: both run the program of the archive.

@SOURCE@
variable "archive_url" {
  type        = string
  description = "URL of @ARCHIVE@"

  # Nomad unpacks the archive because of the end of its path.
  validation {
    condition     = regex_replace(var.archive_url, "^([a-z0-9]+::)?https?://[^?]+[.]tar[.]gz([?].*)?$", "") != var.archive_url
    error_message = "The archive_url must be an http or https URL whose path ends with .tar.gz."
  }
}

variable "archive_checksum" {
  type        = string
  default     = "@ARCHIVE_DIGEST@"
  description = "Checksum of the archive, from SHA256SUMS; for another release, also set version"

  validation {
    condition     = regex_replace(var.archive_checksum, "^sha256:[0-9a-f]{64}$", "") != var.archive_checksum
    error_message = "The archive_checksum must be sha256: and 64 hexadecimal digits."
  }
}

@PORTS@
      port "http" {}

      port "ops" {
        host_network = var.host_network
      }

@TASK@
      @DRIVER@

      artifact {
        source      = var.archive_url
        destination = "local"

        options {
          checksum = var.archive_checksum
        }
      }

      @CONFIG@

      # Nomad skips shutdown_delay when it restarts a task in place: the server waits then. It listens only
      # on the addresses that Nomad advertises.
      env = merge({
        SHUTDOWN_DELAY_MS = "3000"
      }, var.settings, {
        HOST     = "${NOMAD_IP_http}"
        PORT     = "${NOMAD_PORT_http}"
        OPS_HOST = "${NOMAD_IP_ops}"
        OPS_PORT = "${NOMAD_PORT_ops}"
      })

@ADMIN@
      #   nomad alloc exec -task server ALLOCATION local/server-vps admin GET /

@OWNER@
          uid         = 65534
          gid         = 65534
