@HEAD@

@SOURCE@

variable "version" {
  type        = string
  default     = "@VERSION@"
  description = "Version that Nomad shows for the job and that the service has as a tag"

  validation {
    condition     = regex_replace(var.version, "^[0-9]+[.][0-9]+[.][0-9]+([-+][0-9A-Za-z.+-]+)?$", "") != var.version
    error_message = "The version must be three numbers such as 1.4.0, which - or + and more may follow."
  }
}

variable "datacenters" {
  type        = list(string)
  default     = ["*"]
  description = "Datacenters to run in, as names or patterns"

  validation {
    condition     = length(var.datacenters) > 0
    error_message = "The datacenters must name one at least, or \"*\" for all."
  }
}

variable "count" {
  type        = number
  default     = 2
  description = "Servers to run; two or more, or each update and each host that goes down is an outage"

  validation {
    condition     = var.count >= 1 && floor(var.count) == var.count
    error_message = "The count must be a whole number from 1."
  }
}

variable "cpu" {
  type        = number
  default     = 500
  description = "Share of a client's processors in MHz; a server takes more where there is more"

  validation {
    condition     = var.cpu >= 100
    error_message = "The cpu must be 100 MHz at least."
  }
}

variable "memory" {
  type        = number
  default     = 256
  description = "Memory in MB, of which the heap takes half; a server with more is killed"

  validation {
    condition     = var.memory >= 128
    error_message = "The memory must be 128 MB at least."
  }
}

variable "auto_promote" {
  type        = bool
  default     = true
  description = "Whether a healthy canary replaces the others by itself, without nomad deployment promote"
}

variable "settings" {
  type        = map(string)
  default     = {}
  description = "Settings of the server such as { LOG_LEVEL = \"warn\" }; server-vps --help has them all"
}

variable "secrets" {
  type        = set(string)
  default     = []
  description = "Secrets to give the server as files, each from the item of the Nomad variable nomad/jobs/server-vps that has its name with _ for -"

  validation {
    condition     = length(setintersection(var.secrets, ["admin-read-token", "admin-token", "otel-exporter-otlp-headers", "otel-exporter-otlp-traces-headers"])) == length(var.secrets)
    error_message = "The secrets must be among admin-read-token, admin-token, otel-exporter-otlp-headers and otel-exporter-otlp-traces-headers."
  }
}

job "server-vps" {
  type        = "service"
  datacenters = var.datacenters

  meta {
    version = var.version
  }

  constraint {
    attribute = "${attr.kernel.name}"
    value     = "linux"
  }

  constraint {
    attribute = "${attr.cpu.arch}"
    value     = "@ARCHITECTURE@"
  }

  # Nomad packs; one host less should cost one server.
  spread {
    attribute = "${node.unique.id}"
  }

  # One new server beside the old ones. Well for min_healthy_time, it stays and they are replaced one
  # by one; else the job goes back to its last good version.
  update {
    max_parallel      = 1
    canary            = 1
    health_check      = "checks"
    min_healthy_time  = "10s"
    healthy_deadline  = "2m"
    progress_deadline = "5m"
    auto_revert       = true
    auto_promote      = var.auto_promote
  }

  group "server" {
    count = var.count

    # From leaving the service to SIGTERM: callers look away, and the server answers on meanwhile.
    shutdown_delay = "5s"

    network {
      @PORTS@
    }

    restart {
      attempts = 3
      interval = "5m"
      delay    = "5s"
      mode     = "fail"
    }

    # What does not start here may start elsewhere, such as after a wrong setting was corrected.
    reschedule {
      delay          = "30s"
      delay_function = "exponential"
      max_delay      = "10m"
      unlimited      = true
    }

    migrate {
      max_parallel     = 1
      health_check     = "checks"
      min_healthy_time = "10s"
      healthy_deadline = "2m"
    }

    service {
      name     = "server-vps"
      port     = "http"
      provider = "nomad"
      tags     = ["version=${var.version}"]

      # Unready: requests go elsewhere.
      check {
        name     = "ready"
        type     = "http"
        port     = "ops"
        path     = "/readyz"
        interval = "10s"
        timeout  = "2s"
      }

      # Not alive: a new process.
      check {
        name     = "alive"
        type     = "http"
        port     = "ops"
        path     = "/livez"
        interval = "10s"
        timeout  = "2s"

        check_restart {
          limit = 3
          grace = "30s"
        }
      }
    }

    # /metrics is here; for those who look for it by name.
    service {
      name     = "server-vps-ops"
      port     = "ops"
      provider = "nomad"
    }

    task "server" {
      @TASK@

      # The server looks into secrets/ by itself, where its socket for administration is, too:
      #
      @ADMIN@
      dynamic "template" {
        for_each = var.secrets

        content {
          destination = "secrets/${template.value}"
          data        = "{{ with nomadVar \"nomad/jobs/server-vps\" }}{{ .${replace(template.value, "-", "_")} }}{{ end }}"
          perms       = "600"
          @OWNER@
          change_mode = "restart"
          splay       = "1m"
        }
      }

      # Nomad would wait for 5 seconds and, docker aside, send SIGINT. Its clients allow 30 and no more,
      # unless their max_kill_timeout says otherwise; the server is done after DRAIN_TIMEOUT_MS.
      kill_signal  = "SIGTERM"
      kill_timeout = "30s"

      resources {
        cpu    = var.cpu
        memory = var.memory
      }
    }
  }
}
