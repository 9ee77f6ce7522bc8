import { describeWith, needPrograms } from './describe-with.ts';

describeWith(needPrograms('tar'), 'with an installed program', () => {
  it('runs', () => undefined);
});
describeWith(needPrograms('tar', 'no-such-tar'), 'with a missing program', () => {
  it('runs', () => undefined);
});
