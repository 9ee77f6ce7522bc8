# What the jobs of the drivers that run the archive have in common.

@SOURCE@
variable "archive_url" {
  type        = string
  description = "URL of @ARCHIVE@"

  # Nomad tells by the end of the path that it has to unpack it.
  validation {
    condition     = regex_replace(var.archive_url, "^([a-z0-9]+::)?https?://[^?]+[.]tar[.]gz([?].*)?$", "") != var.archive_url
    error_message = "The archive_url must be an http or https URL whose path ends with .tar.gz."
  }
}

variable "archive_checksum" {
  type        = string
  default     = "@ARCHIVE_DIGEST@"
  description = "Checksum of the archive; of another release with its version, from its SHA256SUMS"

  validation {
    condition     = regex_replace(var.archive_checksum, "^sha256:[0-9a-f]{64}$", "") != var.archive_checksum
    error_message = "The archive_checksum must be sha256: and 64 hexadecimal digits."
  }
}

@PORTS@
      port "http" {}
      port "ops" {}

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

      # The addresses that Nomad tells others, and no other of this host.
      env = merge(var.settings, {
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
