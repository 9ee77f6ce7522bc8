# The parts of the jobs whose drivers pull the image from a registry.

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
