import { renderTemplate } from './render-template.ts';

const template = (text: string) => ({ path: 'systemd/a.service', text });

describe('renderTemplate()', () => {
  it('inserts each value at all its placeholders', () => {
    expect(renderTemplate(template('@A@ @B@ @A@'), { A: '1', B: '2' })).toBe('1 2 1');
  });

  it.each(['~@privileged', 'user@example.org', '%i', '${NOMAD_PORT_http}', '@@', '@a@'])(
    'leaves %j unchanged',
    (text) => {
      expect(renderTemplate(template(text), {})).toBe(text);
    },
  );

  it('inserts a value verbatim, without replacement patterns', () => {
    expect(renderTemplate(template('@A@'), { A: '$& @B@' })).toBe('$& @B@');
  });

  it('rejects a placeholder without a value', () => {
    expect(() => renderTemplate(template('@VERSOIN@'), {})).toThrow(
      'Cannot render "systemd/a.service": there is no value for "@VERSOIN@"; correct its name in the template',
    );
  });

  it('rejects a template that does not use a value', () => {
    expect(() => renderTemplate(template('plain'), { DIGEST: 'sha256:00' })).toThrow(
      'Cannot render "systemd/a.service": it does not contain "@DIGEST@"; add it where that value belongs',
    );
  });
});
