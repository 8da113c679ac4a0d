export { listenSchema, readAgentConfig, readConfigFile, type AgentConfig, type Listen } from './agent-config.ts'
export { openTokenFile, readPrivateFile, type TokenFile } from './token-file.ts'
