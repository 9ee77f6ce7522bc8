import type { DeploymentFile, Probes, ServiceFacts } from './service-facts.ts';

/**
 * Renders a Nomad job that runs the image.
 *
 * @see https://developer.hashicorp.com/nomad/docs/job-specification
 */
export function renderNomad(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, image, ports, environment, probes, stopSignal } = facts;
  const [port] = ports;
  const opsPort = probes?.port === port ? undefined : probes?.port;
  const labels = opsPort === undefined ? '"http"' : '"http", "ops"';
  const variables = Object.entries({ ...probes?.environment, ...environment }).map(
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
  description = "Number of servers; with fewer than two, each lost host is an outage"
}

job "${name}" {
  type = "service"

  # As many new servers as there are old ones; if one of them fails, the job reverts.
  update {
    canary            = var.count
    auto_promote      = true
    auto_revert       = true
    healthy_deadline  = "2m"
    progress_deadline = "0"
  }

  group "${name}" {
    count = var.count
${port === undefined ? '' : renderNetwork(port, opsPort)}
    task "${name}" {
${port === undefined ? '' : renderService(name, probes, opsPort === undefined ? 'http' : 'ops')}      driver         = "docker"
      kill_timeout   = "30s"
${stopSignal === undefined ? '' : `      kill_signal    = "${stopSignal}"\n`}
      config {
        image           = var.image
        readonly_rootfs = true
        cap_drop        = ["all"]
        security_opt    = ["no-new-privileges"]
${port === undefined ? '' : `        ports           = [${labels}]\n`}      }

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

function renderNetwork(port: number, opsPort: number | undefined): string {
  const ops = opsPort === undefined ? '' : renderPort('ops', opsPort);
  return `
    network {
${renderPort('http', port)}${ops}    }
`;
}

function renderPort(label: string, port: number): string {
  return `      port "${label}" {
        to = ${port}
      }
`;
}

/** A service of the task is listed from its start to its end, that of a group before there is a program. */
function renderService(name: string, probes: Probes | undefined, label: string): string {
  const check =
    probes === undefined
      ? `type     = "tcp"`
      : `type     = "http"\n          port     = "${label}"\n          path     = "${probes.ready}"`;
  return `      # The server still answers while callers notice that it is listed no longer.
      shutdown_delay = "15s"

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
