# Only Docker's driver has these.

@HEALTHCHECKS@
        # Nomad's own checks are used instead.
        healthchecks {
          disable = true
        }
