import { describeFailure } from './describe-failure.ts';

const IMAGE = { registry: 'registry.example.org', origin: 'https://registry.example.org' };

async function describeAnswer(body: string): Promise<string> {
  const response = new Response(body, { status: 403, statusText: 'Forbidden' });
  const asked = { method: 'PUT', url: '/v2/shop/manifests/1.0' };
  return (await describeFailure({ response }, asked, IMAGE)).message;
}

const renderErrors = (message: string): string =>
  JSON.stringify({ errors: [{ code: 'DENIED', message }] });

describe('describeFailure()', () => {
  it.each([
    ['its errors', renderErrors('quota'), '403, "DENIED: quota"'],
    ['its status instead of no errors', '{"errors":[]}', '403, "Forbidden"'],
    ['its status instead of a page', '<html>', '403, "Forbidden"'],
    [
      'no control of the terminal',
      renderErrors('\u001b[2J\u009b2J'),
      String.raw`\u001b[2J\u009b2J"`,
    ],
    ['no reversed text', renderErrors('\u202egnp'), String.raw`"DENIED: \u202egnp"`],
  ])('tells %s', async (_, body, expected) => {
    expect(await describeAnswer(body)).toContain(expected);
  });

  it('tells the beginning of a long text', async () => {
    const message = await describeAnswer(renderErrors('long '.repeat(10_000)));
    expect(message).toContain('"DENIED: long long');
    expect(message.length).toBeLessThan(1_000);
  });
});
