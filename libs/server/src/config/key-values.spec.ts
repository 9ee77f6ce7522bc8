import { keyValues } from './key-values.ts';

describe('keyValues', () => {
  it.each([
    ['a=b', { a: 'b' }],
    ['a=b,c=d', { a: 'b', c: 'd' }],
    [' a = b , c=d ', { a: 'b', c: 'd' }],
    ['authorization=Basic%20dXNlcjpwYXNz==', { authorization: 'Basic dXNlcjpwYXNz==' }],
    ['list=1%2C2', { list: '1,2' }],
    ['service.name=caf%C3%A9', { 'service.name': 'café' }],
    ['empty=', { empty: '' }],
    ['a=1,a=2', { a: '2' }],
    ['a=b, ,\tc=d,', { a: 'b', c: 'd' }],
    ['authorization=Bearer key', { authorization: 'Bearer key' }],
    ['team=größer', { team: 'größer' }],
    ['', {}],
    ['__proto__=x', JSON.parse('{"__proto__":"x"}') as object],
  ])('accepts %j', (text, value) => {
    expect(keyValues.parse(text)).toEqual(value);
  });

  it.each(['a', '=b', 'a b=c', 'a=%', 'a=%C3', 'a=%0D%0Ab: c', 'a=b\nc', 'ä=b'])(
    'rejects %j',
    (text) => {
      expect(keyValues.parse(text)).toBeUndefined();
    },
  );
});
