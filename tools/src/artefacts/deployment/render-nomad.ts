import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/**
 * Renders a Nomad job that runs the image.
 *
 * @see https://developer.hashicorp.com/nomad/docs/job-specification
 */
export function renderNomad(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, image, ports, environment, healthPath, stopSignal } = facts;
  const [port] = ports;
  const variables = Object.entries(environment).map(
    ([key, value]) => `        ${key} = ${quote(value)}`,
  );
  const text = `variable "image" {
  type        = string
  default     = "${image}"
  description = "Image to run; name it with its digest, such as registry/${name}@sha256:..."
}

variable "count" {
  type        = number
  default     = 2
  description = "Number of servers; with fewer than two, each update is an outage"
}

job "${name}" {
  type = "service"

  update {
    canary           = 1
    auto_promote     = true
    auto_revert      = true
    healthy_deadline = "2m"
  }

  group "${name}" {
    count = var.count
${port === undefined ? '' : renderNetwork(name, port, healthPath)}
    task "${name}" {
      driver         = "docker"
      kill_timeout   = "30s"
${stopSignal === undefined ? '' : `      kill_signal    = "${stopSignal}"\n`}
      config {
        image           = var.image
        readonly_rootfs = true
        cap_drop        = ["all"]
        security_opt    = ["no-new-privileges"]
${port === undefined ? '' : '        ports           = ["http"]\n'}      }

      env {
${variables.join('\n')}
      }

      resources {
        cpu    = 500
        memory = 256
      }
    }
  }
}
`;
  return [{ path: `nomad/${name}.nomad.hcl`, text }];
}

function renderNetwork(name: string, port: number, healthPath: string | undefined): string {
  const check =
    healthPath === undefined
      ? `type     = "tcp"`
      : `type     = "http"\n        path     = "${healthPath}"`;
  return `
    network {
      port "http" {
        to = ${port}
      }
    }

    service {
      name     = "${name}"
      port     = "http"
      provider = "nomad"

      check {
        ${check}
        interval = "10s"
        timeout  = "3s"
      }
    }
`;
}

/** HCL expands \${} and %{} in texts. */
function quote(value: string): string {
  return JSON.stringify(value).replaceAll('${', '$${').replaceAll('%{', '%%{');
}
