# The parts that only the docker job without a registry has.

@HEAD@
# server-vps @VERSION@ under Nomad's docker driver, without a registry: each client fetches the image.tar of
# `nx run server-vps:image` and loads it. Set its URL; its checksum is fixed:
#
#   nomad job run -var image_url=https://example.org/image.tar server-vps.docker-load.nomad.hcl

@SOURCE@
variable "image_url" {
  type        = string
  description = "URL of image.tar"

  validation {
    condition     = regex_replace(var.image_url, "^([a-z0-9]+::)?https?://[^?]+/image[.]tar([?].*)?$", "") != var.image_url
    error_message = "The image_url must be an http or https URL whose path ends with /image.tar."
  }
}

variable "image_checksum" {
  type        = string
  default     = "@IMAGE_CHECKSUM@"
  description = "Checksum of image.tar; for another release, also set version"

  validation {
    condition     = regex_replace(var.image_checksum, "^sha256:[0-9a-f]{64}$", "") != var.image_checksum
    error_message = "The image_checksum must be sha256: and 64 hexadecimal digits."
  }
}

@DRIVER@
      driver = "docker"

      # Without archive = false, Nomad would unpack it.
      artifact {
        source      = var.image_url
        destination = "local"

        options {
          archive  = "false"
          checksum = var.image_checksum
        }
      }

      # The name is in image.tar. Loading moves its tag; a server that runs keeps its image.
      config {
        load            = "image.tar"
        image           = "server-vps:latest"
        @CONTAINER@

        @HEALTHCHECKS@
      }
