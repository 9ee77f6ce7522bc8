import { describeWith, needPrograms } from './describe-with.ts';

describeWith(needPrograms('tar'), 'with what is there', () => {
  it('runs', () => undefined);
});
describeWith(needPrograms('tar', 'no-such-tar'), 'with what is missing', () => {
  it('runs', () => undefined);
});
