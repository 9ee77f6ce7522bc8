# The parts that only the podman job has.

@HEAD@
# server-vps @VERSION@ under Nomad's podman driver, which is a plugin of the clients, from the image of
# `nx run server-vps:image`. Set the repository of the image; its digest is fixed:
#
#   nomad job run -var image=registry.example.org/server-vps server-vps.podman.nomad.hcl

@DRIVER@
      driver = "podman"

      # The driver has no healthchecks to disable: podman drops that of an OCI image.
      config {
        image           = "${var.image}@${var.image_digest}"
        @CONTAINER@
      }
