export { useDesktop } from './use-desktop.ts'
