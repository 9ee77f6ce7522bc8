import { quoteForeign } from '../quote-foreign.ts';

/** The part of the catalogue about registries of images. */
export const registryFaults = {
  ATTACHMENT_KIND: ({ path }: { path: string }) =>
    `Cannot attach "${path}": expected JSON of CycloneDX, in-toto, OpenVEX or a sigstore bundle; pass one of these`,
  CREDENTIALS_FORMAT: ({ path, reason }: Record<'path' | 'reason', string>) =>
    `Cannot read the credentials in "${path}": ${reason}; correct the file, or log in again`,
  IMAGE_DIGEST: ({ text }: { text: string }) =>
    `Cannot use "${text}": expected sha256: and 64 hexadecimal digits after the "@"; copy them from image.digest`,
  IMAGE_NAME: ({ text }: { text: string }) =>
    `Cannot find the image "${text}" in a registry: expected REGISTRY/NAME[:TAG] or REGISTRY/NAME@sha256:..., with the name in lower case; pass a name such as registry.example.org/team/shop:1.2.0`,
  LAYOUT_FORMAT: ({ path, reason }: Record<'path' | 'reason', string>) =>
    `Cannot read the image in "${path}": ${reason}, expected an OCI image layout in a tar; build it again`,
  PASSWORD_MISSING: ({ command, username }: { command: string; username: string | undefined }) =>
    `Cannot log in${username === undefined ? '' : ` as "${username}"`}: --username and --password-stdin belong together, and standard input has one line with the password; write echo "$PASSWORD" | tscratch ${command} ... --username=NAME --password-stdin`,
  REGISTRY_ABSENT: ({ name }: { name: string }) =>
    `Cannot find "${name}": the registry has no such image; list what it has with skopeo list-tags, or log in if it hides the image`,
  REGISTRY_ALTERED: ({ name, problems }: { name: string; problems: readonly string[] }) =>
    `Cannot trust "${name}": expected that all it consists of has its digest, found\n${problems.map((problem) => `  ${problem}`).join('\n')}\nthe storage of the registry was changed after the push; publish the image again, and find out who can write there`,
  REGISTRY_AUTHORITY: ({ registry, reason }: Record<'registry' | 'reason', string>) =>
    `Cannot trust the registry ${registry}: Node knows no authority for its certificate (${reason}); set NODE_EXTRA_CA_CERTS to the PEM file of the authority, such as the ca.crt that Docker has for this registry`,
  REGISTRY_CERTIFICATE: ({ registry, reason }: Record<'registry' | 'reason', string>) =>
    `Cannot trust the registry ${registry}: its certificate is not valid for it (${quoteForeign(reason)}); correct the certificate, or use the name that it has`,
  REGISTRY_CREDENTIALS: ({
    registry,
    username,
  }: {
    registry: string;
    username: string | undefined;
  }) =>
    username === undefined
      ? `Cannot use the registry ${registry} without credentials; run docker login ${registry}, or pass --username and --password-stdin`
      : `Cannot use the registry ${registry} as "${username}": it refuses the credentials, or this user may not do this there; log in again`,
  REGISTRY_DIGEST: ({ expected, found }: Record<'expected' | 'found', string>) =>
    `Cannot publish the image: expected the digest ${expected}, found ${found}; compare with image.digest, and publish by a tag`,
  REGISTRY_REALM: ({ registry, realm }: Record<'registry' | 'realm', string>) =>
    `Cannot log in to the registry ${registry}: it sends clients to ${quoteForeign(realm)} for a token, expected an https URL, because the password goes there; correct the realm in the configuration of the registry`,
  REGISTRY_REFUSED: ({
    registry,
    request,
    status,
    reason,
  }: Record<'registry' | 'request' | 'reason', string> & { status: number }) =>
    `Cannot complete ${request} at ${registry}: it answered ${status}, ${quoteForeign(reason)}; correct that there and run the same command again, which uploads nothing twice`,
  REGISTRY_UNREACHABLE: ({ registry, reason }: Record<'registry' | 'reason', string>) =>
    `Cannot reach the registry ${registry} (${reason}); check its name and the network, and run the same command again; a push goes on where it was cut`,
};
