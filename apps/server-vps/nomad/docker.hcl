# The parts that only the docker job has.

@HEAD@
# server-vps @VERSION@ under Nomad's docker driver, from the image of `nx run server-vps:image`. Set the
# repository of the image; its digest is fixed:
#
#   nomad job run -var image=registry.example.org/server-vps server-vps.docker.nomad.hcl

@SOURCE@
variable "image" {
  type        = string
  description = "Repository of the image, without tag and digest"

  validation {
    condition     = regex_replace(var.image, "^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+$", "") != var.image
    error_message = "The image must be a registry and a repository such as registry.example.org/server-vps."
  }
}

variable "image_digest" {
  type        = string
  default     = "@IMAGE_DIGEST@"
  description = "Digest of the image's manifest; for another release, also set version"

  validation {
    condition     = regex_replace(var.image_digest, "^sha256:[0-9a-f]{64}$", "") != var.image_digest
    error_message = "The image_digest must be sha256: and 64 hexadecimal digits."
  }
}

@PORTS@
      port "http" {
        to = 8080
      }

      port "ops" {
        to = 9000
      }

@TASK@
      driver = "docker"

      config {
        image           = "${var.image}@${var.image_digest}"
        ports           = ["http", "ops"]
        readonly_rootfs = true
        cap_drop        = ["all"]
        security_opt    = ["no-new-privileges"]
        pids_limit      = 64

        # Nomad's own checks are used instead.
        healthchecks {
          disable = true
        }
      }

      # Addresses and ports inside the container. Nomad waits before SIGTERM, so the server need not wait
      # after it.
      env = merge(var.settings, {
        HOST              = "0.0.0.0"
        PORT              = "8080"
        OPS_HOST          = "0.0.0.0"
        OPS_PORT          = "9000"
        SHUTDOWN_DELAY_MS = "0"
      })

@ADMIN@
      #   nomad alloc exec -task server ALLOCATION /server admin GET /

@OWNER@
          uid         = 65532
          gid         = 65532
