/** The list of commands, in the order in which `--help` shows them. */
import { check } from './check.ts'
import { clientAdd } from './client-add.ts'
import type { Command } from './command.ts'
import { importFiles } from './import-files.ts'
import { registryAdd } from './registry-add.ts'
import { serve } from './serve.ts'
import { token } from './token.ts'

export const commands: readonly Command[] = [
  serve,
  clientAdd,
  registryAdd,
  token,
  importFiles,
  check,
]
