import { describeWithImage } from '@tscratch/tools/testing/engine';
import { describeCredentials } from './describe-credentials.ts';
import { describeFaults } from './describe-faults.ts';
import { describeInstances } from './describe-instances.ts';
import { describeLife } from './describe-life.ts';
import { describeStuck } from './describe-stuck.ts';
import { describeUpgrade } from './describe-upgrade.ts';
import { describeEnd } from './describe-end.ts';
import { GENERATIONS } from './generations.ts';
import { installService } from './install-service.ts';
import { createService, type Service } from './service.ts';
import { bootHost } from '@tscratch/tools/testing/systemd-host';

const remedy = 'see apps/server-vps-e2e/README.md';

/** Set by `e2e:full`: the number of serving threads under every generation. */
const { SPEC_SERVING_THREADS } = process.env;

describe.each(GENERATIONS)('the service under systemd $version', (generation) => {
  describeWithImage({ name: generation.image, remedy }, 'as PID 1', (engine) => {
    let service: Service;
    beforeAll(async () => {
      service = createService(await bootHost(engine, generation.image));
      const { servingThreads = SPEC_SERVING_THREADS } = generation;
      if (servingThreads !== undefined)
        service.set(`Environment=SERVING_THREADS=${servingThreads}`);
      installService(service.host);
    }, 120_000);
    afterAll(() => {
      service.host.remove();
    });

    const given = { generation, service: () => service };
    describeLife(given);
    describeFaults(given);
    describeCredentials(given);
    describeInstances(given);
    describeStuck(given);
    describeUpgrade(given);
    describeEnd(given);
  });
});
