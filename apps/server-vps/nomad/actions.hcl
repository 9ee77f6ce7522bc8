# Commands that Nomad 2 keeps in the job; Nomad 1.6 rejects them.

@ACTIONS@
      # Commands of the admin API:
      #
      #   nomad action -job=server-vps -group=server -task=server health
      action "health" {
        command = "local/server-vps"
        args    = ["admin", "/health"]
      }

      action "settings" {
        command = "local/server-vps"
        args    = ["admin", "/settings"]
      }

      action "requests" {
        command = "local/server-vps"
        args    = ["admin", "/requests"]
      }

      action "threaddump" {
        command = "local/server-vps"
        args    = ["admin", "/threaddump"]
      }
