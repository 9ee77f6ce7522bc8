/** What is text, or as repetitive as text; images, audio, video, archives and WOFF are compressed already. */
const COMPRESSIBLE =
  /^(?:text\/.+|.+\+(?:json|xml|text|yaml)|application\/(?:json|json5|jsonl|x-ndjson|json-seq|javascript|x-javascript|ecmascript|xml|xml-dtd|wasm|yaml|x-yaml|toml|sql|graphql|rtf|postscript|tar|x-tar|x-sh|x-httpd-php|x-www-form-urlencoded|vnd\.ms-fontobject)|font\/(?:otf|ttf|collection)|image\/(?:bmp|x-icon|vnd\.microsoft\.icon|x-ms-bmp)|message\/.+|model\/(?:obj|mtl|stl|gltf-binary))$/;

/** Longest media type that is looked at. */
const MAX_CHARACTERS = 100;

/**
 * Returns whether compression makes a media type smaller.
 *
 * @param contentType Value of Content-Type; parameters and case do not matter.
 */
export function isCompressible(contentType: string): boolean {
  const [essence = ''] = contentType.split(';', 1);
  const type = essence.trim().toLowerCase();
  return type.length <= MAX_CHARACTERS && COMPRESSIBLE.test(type);
}

const NO_TRANSFORM = /(?:^|,)\s*no-transform\s*(?:,|$)/i;

/** Returns whether Cache-Control lets the form of an answer be changed: RFC 9111, section 5.2.2.6. */
export function allowsTransform(cacheControl: string): boolean {
  return !NO_TRANSFORM.test(cacheControl);
}
