/** Written by scripts/generate from the server's code; change it there. */

export interface Setting {
  /** Its name as VS Code has it, and as the server has it. */
  readonly key: string;
  readonly name: string;
  /** Whether a workspace may narrow it. */
  readonly narrows: boolean;
}

export const SETTINGS: readonly Setting[] = [
  { key: 'interpreter', name: 'interpreter', narrows: false },
  { key: 'checker', name: 'checker', narrows: false },
  { key: 'diagnostics', name: 'diagnostics', narrows: true },
  { key: 'tests', name: 'tests', narrows: true },
  { key: 'budget', name: 'budget', narrows: true },
  { key: 'protected', name: 'protected', narrows: true },
  { key: 'secrets', name: 'secrets', narrows: true },
  { key: 'containerIsSandbox', name: 'container_is_sandbox', narrows: false },
  { key: 'modelUrl', name: 'model_url', narrows: false },
  { key: 'model', name: 'model', narrows: false },
  { key: 'modelKeyVariable', name: 'model_key_variable', narrows: false },
  { key: 'modelKeyFile', name: 'model_key_file', narrows: false },
  { key: 'modelSeconds', name: 'model_seconds', narrows: false },
  { key: 'modelReply', name: 'model_reply', narrows: false },
  { key: 'modelTokens', name: 'model_tokens', narrows: true },
  { key: 'modelMemory', name: 'model_memory', narrows: true },
  { key: 'modelTraces', name: 'model_traces', narrows: true },
  { key: 'modelPrices', name: 'model_prices', narrows: false },
  { key: 'modelCost', name: 'model_cost', narrows: true },
  { key: 'modelPair', name: 'model_pair', narrows: true },
];

/** The server's commands, which are the only ones that its Markdown may link to. */
export const COMMANDS: readonly string[] = ['assay.run', 'assay.apply', 'assay.discard', 'assay.cancel', 'assay.end', 'assay.evidence'];

/** The kind of each action, for a whole file where there is one; `KIND.project` is for the project. */
export const KINDS = {
  fix_types: 'source.assay.fixTypes',
  draft_tests: 'refactor.assay.draftTests',
  migrate_config: 'source.assay.migrateConfig',
} as const;

/** What a person has to confirm, in words. */
export const CROSSED: Readonly<Record<string, string>> = {
  interface: 'changes the public interface',
  protected: 'changes a protected file',
  deletion: 'deletes a file',
  dependency: 'declares another dependency',
  presentation: 'changes what is shown of the package',
  partial: 'is verified only in part',
};

/** The files beside Python that the server takes an interest in, by the patterns of their names. */
export const FILES: readonly string[] = ['pyproject.toml', 'MANIFEST.in', 'eslint.config.mjs', '.eslintignore', 'package.json', 'npm-shrinkwrap.json', 'package-lock.json', 'pytest.ini', '.pytest.ini', '.coveragerc', '.isort.cfg', 'mypy.ini', '.mypy.ini', 'setup.cfg', 'tox.ini', '.github/workflows/*.yml', '.github/workflows/*.yaml', 'action.yml', 'action.yaml', '.eslintrc.js', '.eslintrc.cjs', '.eslintrc.yaml', '.eslintrc.yml', '.eslintrc.json', '.eslintrc', '.pre-commit-config.yaml', 'compose.yml', 'compose.yaml', 'compose.*.yml', 'compose.*.yaml', 'docker-compose.yml', 'docker-compose.yaml', 'docker-compose.*.yml', 'docker-compose.*.yaml', '*requirements*.txt', 'Pipfile', '.flake8'];
