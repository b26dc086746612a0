/** One connection to a server's process by the library of the protocol: what the server is told, and who hears what it says. */
import type { LogOutputChannel } from 'vscode';
import { Uri, workspace } from 'vscode';
import type {
  ConfigurationParams,
  LanguageClientOptions,
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from 'vscode-languageclient/node';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  NotificationType,
  RevealOutputChannelOn,
  ShowMessageNotification,
} from 'vscode-languageclient/node';
import { COMMANDS, FILES } from './generated.ts';
import type { Launch } from './launch.ts';
import { say, sayOutcome } from './messages.ts';
import { EXPERIMENTAL } from './protocol.ts';
import type { Candidate, Evidence, OutcomeSaid, Standing } from './protocol.ts';
import { narrowing } from './settings.ts';

/** Who hears what the server says and how it is. */
export interface Hearer {
  readonly standing: (standing: Standing) => void;
  readonly candidate: (candidate: Candidate) => void;
  readonly evidence: (evidence: Evidence) => void;
  readonly outcome: (said: OutcomeSaid) => void;
  readonly step: (token: string | number, step: Step) => void;
  /** What its process prints. */
  readonly printed: (stream: NodeJS.ReadableStream) => void;
  /** Its process has ended by itself. */
  readonly ended: (client: LanguageClient) => void;
}

type Step = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

const STATUS = new NotificationType<Standing>('assay/status');
const CANDIDATES = new NotificationType<Candidate>('assay/candidates');
const OUTCOME = new NotificationType<OutcomeSaid>('assay/outcome');
const EVIDENCE = new NotificationType<Evidence>('assay/evidence');

/** The library's client, without the messages that it pops up by itself: what is wrong is said once, with what helps. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** A client that is not started yet. */
export function connection(launch: Launch, log: LogOutputChannel, hearer: Hearer): LanguageClient {
  const executable = {
    command: launch.command,
    args: [...launch.args],
    options: { env: { ...process.env, ...launch.env } },
  };
  const ended = (): void => {
    hearer.ended(client);
  };
  const client: LanguageClient = new Client('assay', 'Assay', executable, options(log, hearer, ended));
  client.registerFeature({
    fillClientCapabilities: (capabilities) => {
      capabilities.experimental = { ...(capabilities.experimental as object | undefined), ...EXPERIMENTAL };
    },
    initialize: () => undefined,
    getState: () => ({ kind: 'static' }),
    clear: () => undefined,
  });
  client.onNotification(ShowMessageNotification.type, say);
  client.onNotification(STATUS, hearer.standing);
  client.onNotification(CANDIDATES, hearer.candidate);
  client.onNotification(EVIDENCE, hearer.evidence);
  client.onNotification(OUTCOME, (said) => {
    hearer.outcome(said);
    void sayOutcome(said);
  });
  return client;
}

function options(log: LogOutputChannel, hearer: Hearer, ended: () => void): LanguageClientOptions {
  return {
    documentSelector: [
      { language: 'python', scheme: 'file' },
      ...FILES.map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
    ],
    outputChannel: log,
    traceOutputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'assay',
    markdown: { isTrusted: { enabledCommands: COMMANDS }, supportHtml: false },
    initializationFailedHandler: () => false,
    stdioOptions: {
      stdout: () => undefined,
      stderr: hearer.printed,
    },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        ended();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    middleware: {
      handleWorkDoneProgress: (token, step, next) => {
        if (step.kind === 'end' || !String(token).startsWith('assay/')) {
          next(token, step);
        }
        if (String(token).startsWith('assay/')) {
          hearer.step(token, step);
        }
      },
      provideCodeLenses: (document, cancelled, next) =>
        workspace.getConfiguration('assay', document.uri).get('codeLens') ? next(document, cancelled) : [],
      workspace: { configuration: (params) => narrowed(params) },
    },
  };
}

/** What the server is told when it asks for settings: those of the workspace, of which it takes what narrows. */
function narrowed(params: ConfigurationParams): unknown[] {
  return params.items.map((item) => {
    const configuration = workspace.getConfiguration(
      'assay',
      item.scopeUri === undefined ? undefined : Uri.parse(item.scopeUri),
    );
    return item.section === 'assay' ? narrowing((key) => configuration.inspect(key)) : null;
  });
}
