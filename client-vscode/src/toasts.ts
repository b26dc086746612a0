/** The progress of runs, each with a button that cancels: what a server shows by itself reaches the status bar alone. */
import type { Disposable, Progress } from 'vscode';
import { EventEmitter, ProgressLocation, window } from 'vscode';
import type { WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport } from 'vscode-languageclient/node';

type Step = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

interface Toast {
  readonly title: string;
  shown?: Progress<{ message?: string; increment?: number }>;
  percentage: number;
  last: string;
  close: () => void;
}

/** What runs now, by the token of its progress. */
export class Toasts implements Disposable {
  readonly #running = new Map<string | number, Toast>();
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  get running(): readonly { readonly token: string | number; readonly title: string }[] {
    return [...this.#running].map(([token, { title }]) => ({ token, title }));
  }

  /** Take one step of a progress. */
  step(token: string | number, step: Step, cancel: (token: string | number) => void): void {
    const toast = this.#running.get(token);
    switch (step.kind) {
      case 'begin':
        this.#open(token, step, cancel);
        break;
      case 'report':
        if (toast) {
          show(toast, step);
        }
        break;
      case 'end':
        toast?.close();
        this.#forget(token);
        break;
    }
  }

  /** The server is gone, and all that ran with it. */
  clear(): void {
    for (const { token } of this.running) {
      this.#running.get(token)?.close();
      this.#forget(token);
    }
  }

  dispose(): void {
    this.clear();
    this.#changed.dispose();
  }

  #open(token: string | number, step: WorkDoneProgressBegin, cancel: (token: string | number) => void): void {
    const toast: Toast = { title: step.title, percentage: 0, last: step.message ?? '', close: () => undefined };
    this.#running.set(token, toast);
    const options = { location: ProgressLocation.Notification, title: `Assay: ${step.title}`, cancellable: true };
    void window.withProgress(options, (progress, cancelled) => {
      toast.shown = progress;
      progress.report({ message: toast.last });
      const listening = cancelled.onCancellationRequested(() => {
        cancel(token);
      });
      return new Promise<void>((resolve) => {
        const close = (): void => {
          listening.dispose();
          resolve();
        };
        toast.close = close;
        if (!this.#running.has(token)) {
          close(); // it ended before it was shown
        }
      });
    });
    this.#changed.fire();
  }

  #forget(token: string | number): void {
    if (this.#running.delete(token)) {
      this.#changed.fire();
    }
  }
}

function show(toast: Toast, step: WorkDoneProgressReport): void {
  const now = step.percentage ?? toast.percentage;
  toast.last = step.message ?? toast.last;
  toast.shown?.report({ message: toast.last, increment: Math.max(0, now - toast.percentage) });
  toast.percentage = Math.max(toast.percentage, now);
}
