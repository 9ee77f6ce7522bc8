import type { DefaultFacts } from './default-facts.ts';

export const exampleFacts: DefaultFacts = {
  service: {
    name: 'orders',
    description: 'Takes orders',
    image: 'orders:latest',
    ports: [8080],
    environment: { MODE: 'a b' },
    user: '65532:65532',
    volumes: [],
    probes: undefined,
    healthCommand: undefined,
    stopSignal: undefined,
  },
  version: '1.4.0',
  maintainer: 'Ada <ada@example.org>',
  licence: 'MIT',
  epochSeconds: 1_700_000_000,
};
