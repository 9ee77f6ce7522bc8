import { useEffect, useRef } from 'preact/hooks';
import { Button } from './fields.tsx';

export interface Question {
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly text: string;
  /** What the button that confirms says. */
  readonly verb: string;
  readonly isDangerous?: boolean;
  readonly onConfirm: () => void;
}

interface ConfirmProps {
  readonly question: Question | undefined;
  readonly close: () => void;
}

/**
 * Asks before something that is not harmless; Escape cancels. The dialog is closed before it is removed: only then does
 * the browser give the focus back to the button that asked.
 */
export function Confirm({ question, close }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (question !== undefined) dialog.current?.showModal();
  }, [question]);
  if (question === undefined) return null;
  const { title, text, verb, isDangerous = false, onConfirm } = question;
  const end = (): void => {
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={close}>
      <h2 id="question">{title}</h2>
      <p>{text}</p>
      <div class="toolbar end">
        <Button onClick={end}>Cancel</Button>
        <Button
          kind={isDangerous ? 'danger' : 'main'}
          onClick={() => {
            end();
            onConfirm();
          }}
        >
          {verb}
        </Button>
      </div>
    </dialog>
  );
}
