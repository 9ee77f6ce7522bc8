# The parts of the jobs whose drivers mount volumes.

@FILES@
variable "files_volume" {
  type        = string
  default     = ""
  description = "Host volume to mount at /files, read-only; FILES_ROOT=/files in settings serves it"
}

@VOLUME@
    dynamic "volume" {
      for_each = compact([var.files_volume])
      labels   = ["files"]

      content {
        type      = "host"
        source    = volume.value
        read_only = true
      }
    }

@MOUNT@
      dynamic "volume_mount" {
        for_each = compact([var.files_volume])

        content {
          volume      = "files"
          destination = "/files"
          read_only   = true
        }
      }
