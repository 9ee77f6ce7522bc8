import { describeWithImage } from '@tscratch/tools/testing/engine';
import { describeFaults } from './describe-faults.ts';
import { describeLife } from './describe-life.ts';
import { describeStuck } from './describe-stuck.ts';
import { describeUpgrade } from './describe-upgrade.ts';
import { describeEnd } from './describe-end.ts';
import { GENERATIONS } from './generations.ts';
import { installService } from './install-service.ts';
import { createService, type Service } from './service.ts';
import { bootHost } from './systemd-host.ts';

const remedy = 'see apps/server-vps-e2e/README.md';

describe.each(GENERATIONS)('the service under systemd $version', (generation) => {
  describeWithImage({ name: generation.image, remedy }, 'as PID 1', (engine) => {
    let service: Service;
    beforeAll(async () => {
      service = createService(await bootHost(engine, generation.image));
      installService(service.host);
    }, 120_000);
    afterAll(() => {
      service.host.remove();
    });

    const given = { generation, service: () => service };
    describeLife(given);
    describeFaults(given);
    describeStuck(given);
    describeUpgrade(given);
    describeEnd(given);
  });
});
