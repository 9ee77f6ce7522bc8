# The parts that only the docker job has.

@HEAD@
# server-vps @VERSION@ under Nomad's docker driver, from the image of `nx run server-vps:image`. Set the
# repository of the image; its digest is fixed:
#
#   nomad job run -var image=registry.example.org/server-vps server-vps.docker.nomad.hcl

@DRIVER@
      driver = "docker"

      config {
        image           = "${var.image}@${var.image_digest}"
        @CONTAINER@

        @HEALTHCHECKS@
      }
