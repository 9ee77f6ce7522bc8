import type { ComponentChildren } from 'preact';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly isNumber?: boolean;
}

/** A labelled text field. */
export function TextField({ label, value, onChange, ...others }: TextFieldProps) {
  const { placeholder = '', isNumber = false } = others;
  const onInput = (event: { readonly currentTarget: HTMLInputElement }): void => {
    onChange(event.currentTarget.value);
  };
  const shared = { value, placeholder, autocomplete: 'off', spellcheck: false, onInput };
  return (
    <label class="field">
      <span>{label}</span>
      {isNumber ? <input type="number" {...shared} /> : <input type="search" {...shared} />}
    </label>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  /** Values with their texts. */
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

/** A labelled choice. */
export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      >
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface CheckboxProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Checkbox({ label, isOn, onChange }: CheckboxProps) {
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
      {label}
    </label>
  );
}

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  readonly kind?: 'main' | 'danger' | 'plain';
  readonly isDisabled?: boolean;
  readonly isPressed?: boolean;
  readonly label?: string;
}

export function Button({ children, onClick, kind = 'plain', ...others }: ButtonProps) {
  const { isDisabled = false, isPressed, label } = others;
  return (
    <button
      type="button"
      class={`button ${kind}`}
      disabled={isDisabled}
      aria-pressed={isPressed}
      aria-label={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** How long a change lasts, as the API reads it. */
export const DURATIONS = [
  ['10m', '10 minutes'],
  ['1h', '1 hour'],
  ['8h', '8 hours'],
  ['24h', '24 hours'],
  ['0', 'until the restart'],
] as const;
