import type { LoggerState } from '../api/answers.ts';

interface LevelChoiceProps {
  readonly levels: readonly string[];
  readonly logger: LoggerState & { readonly name: string };
  /** undefined if the caller may not change it. */
  readonly setLevel: ((name: string, level: string) => void) | undefined;
}

/** The levels as buttons: filled if it is set for this logger, outlined if it follows from ROOT. */
export function LevelChoice({ levels, logger, setLevel }: LevelChoiceProps) {
  const { name, configuredLevel, effectiveLevel } = logger;
  if (setLevel === undefined)
    return (
      <>
        {effectiveLevel} {configuredLevel === null && <span class="hint">from ROOT</span>}
      </>
    );
  return (
    <div class="levels" role="group" aria-label={`Level of ${name}`}>
      {levels.map((level) => (
        <button
          type="button"
          key={level}
          class={level === effectiveLevel ? 'effective' : ''}
          aria-pressed={level === configuredLevel}
          onClick={() => {
            setLevel(name, level);
          }}
        >
          {level}
        </button>
      ))}
    </div>
  );
}
