/** Under which name the vault holds the value of a secret. */
export function vaultName(id: string): string {
  return `secret/${id}`
}
