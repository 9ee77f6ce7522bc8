@HEAD@

@SOURCE@

variable "version" {
  type        = string
  default     = "@VERSION@"
  description = "Version, shown by Nomad for the job and as a tag of the service"

  validation {
    condition     = regex_replace(var.version, "^[0-9]+[.][0-9]+[.][0-9]+([-+][0-9A-Za-z.+-]+)?$", "") != var.version
    error_message = "The version must be three numbers such as 1.4.0, optionally followed by - or + and more."
  }
}

variable "datacenters" {
  type        = list(string)
  default     = ["*"]
  description = "Datacenters to run in, as names or patterns"

  validation {
    condition     = length(var.datacenters) > 0
    error_message = "The datacenters must name at least one, or \"*\" for all."
  }
}

variable "node_pool" {
  type        = string
  default     = "default"
  description = "Pool of clients to run in; all for every pool"
}

variable "host_network" {
  type        = string
  default     = "default"
  description = "Network of the clients on which health, metrics and administration are reached"
}

variable "service_provider" {
  type        = string
  default     = "nomad"
  description = "Catalogue of the services: nomad, or consul, which lists only servers whose checks pass"

  validation {
    condition     = contains(["nomad", "consul"], var.service_provider)
    error_message = "The service_provider must be nomad or consul."
  }
}

variable "tags" {
  type        = list(string)
  default     = []
  description = "More tags of the service, such as those that a proxy reads"
}

variable "count" {
  type        = number
  default     = 2
  description = "Number of servers; with fewer than two, each lost host is an outage"

  validation {
    condition     = var.count >= 1 && floor(var.count) == var.count
    error_message = "The count must be a whole number, at least 1."
  }
}

variable "cpu" {
  type        = number
  default     = 500
  description = "Share of a client's processors in MHz; a server may use more if it is available"

  validation {
    condition     = var.cpu >= 100
    error_message = "The cpu must be at least 100 MHz."
  }
}

variable "memory" {
  type        = number
  default     = 256
  description = "Memory limit in MB, of which the heap may use half; a server that exceeds it is killed"

  validation {
    condition     = var.memory >= 128
    error_message = "The memory must be at least 128 MB."
  }
}

variable "auto_promote" {
  type        = bool
  default     = true
  description = "Whether Nomad promotes healthy canaries by itself, without nomad deployment promote"
}

variable "progress_deadline" {
  type        = string
  default     = "0"
  description = "Time to try again before an update fails; with 0 the first failed server ends the update"

  validation {
    condition     = regex_replace(var.progress_deadline, "^(0|[0-9]+[smh])$", "") != var.progress_deadline
    error_message = "The progress_deadline must be 0, or a number with s, m or h such as 5m."
  }
}

variable "settings" {
  type        = map(string)
  default     = {}
  description = "Settings of the server such as { LOG_LEVEL = \"warn\" }; server-vps --help lists all"
}

variable "secrets" {
  type        = set(string)
  default     = []
  description = "Secrets to give the server as files; each is read from the Nomad variable nomad/jobs/server-vps, from the item of the same name with _ instead of -"

  validation {
    condition     = length(setintersection(var.secrets, ["admin-read-token", "admin-token", "otel-exporter-otlp-headers", "otel-exporter-otlp-logs-headers", "otel-exporter-otlp-metrics-headers", "otel-exporter-otlp-traces-headers", "tls-acme-eab-key"])) == length(var.secrets)
    error_message = "The secrets must be among admin-read-token, admin-token, otel-exporter-otlp-headers, otel-exporter-otlp-logs-headers, otel-exporter-otlp-metrics-headers, otel-exporter-otlp-traces-headers and tls-acme-eab-key."
  }
}

@FILES@

job "server-vps" {
  type        = "service"
  datacenters = var.datacenters
  node_pool   = var.node_pool

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

  # By default Nomad fills one host first; with spread, losing a host costs one server.
  spread {
    attribute = "${node.unique.id}"
  }

  # Starts as many new servers as there are old ones. When all are healthy for min_healthy_time, Nomad stops
  # the old ones, all at once; before that none of them stops. If a new one fails, the job reverts to its
  # last good version.
  update {
    max_parallel      = 1
    canary            = var.count
    health_check      = "checks"
    min_healthy_time  = "10s"
    healthy_deadline  = "2m"
    progress_deadline = var.progress_deadline
    auto_revert       = true
    auto_promote      = var.auto_promote
  }

  group "server" {
    count = var.count

    network {
      @PORTS@
    }

    restart {
      attempts = 3
      interval = "5m"
      delay    = "5s"
      mode     = "fail"
    }

    # A server that does not start on this client may start on another one, or later.
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

    @VOLUME@

    task "server" {
      @TASK@

      # Services of the task are listed from its start to its end. Those of a group are listed before there
      # is a program, and through its restarts. Their address is that of the client, for every driver: by
      # itself, podman would list the one inside the container.
      service {
        name         = "server-vps"
        port         = "http"
        address_mode = "host"
        provider     = var.service_provider
        tags         = concat(["version=${var.version}"], var.tags)

        # If it fails, Consul lists the server no longer. Nomad lists it all the same; an update waits for it.
        check {
          name     = "ready"
          type     = "http"
          port     = "ops"
          path     = "/readyz"
          interval = "5s"
          timeout  = "2s"
        }

        # If it fails three times, Nomad restarts the task.
        check {
          name     = "alive"
          type     = "http"
          port     = "ops"
          path     = "/livez"
          interval = "5s"
          timeout  = "2s"

          check_restart {
            limit = 3
            grace = "30s"
          }
        }
      }

      # Registers the port of /metrics under its own name.
      service {
        name         = "server-vps-ops"
        port         = "ops"
        address_mode = "host"
        provider     = var.service_provider
      }

      # Time between the removal from the list and SIGTERM: the server keeps answering until callers have
      # noticed. A template of Nomad's waits 5 seconds for more changes, by default.
      shutdown_delay = "15s"

      # The server reads secrets/ by itself; its admin socket is also there:
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

          # A variable without the item fails at once, with its name.
          error_on_missing_key = true
        }
      }

      @ACTIONS@

      # By default Nomad sends SIGINT, except with docker, and waits 5 seconds. Clients allow at most 30,
      # unless their max_kill_timeout is raised; the server stops within DRAIN_TIMEOUT_MS.
      kill_signal  = "SIGTERM"
      kill_timeout = "30s"

      resources {
        cpu    = var.cpu
        memory = var.memory
      }
    }
  }
}
