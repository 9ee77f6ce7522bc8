/** @see https://github.com/openvex/spec/blob/v0.2.0/OPENVEX-SPEC.md#status-justifications */
export const JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;

/** What maintainers found out about an advisory that their Node does not fix; without one, programs are affected. */
export type Assessment =
  | {
      readonly status: 'not_affected';
      readonly justification: (typeof JUSTIFICATIONS)[number];
      /** A sentence for people. */
      readonly reason: string;
    }
  | { readonly status: 'under_investigation'; readonly reason: string };

export function isAssessment(value: unknown): value is Assessment {
  const { status, justification, reason } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof reason !== 'string' || reason === '') return false;
  if (status === 'under_investigation') return justification === undefined;
  return status === 'not_affected' && JUSTIFICATIONS.some((known) => known === justification);
}
