// Runs in the page's process, sandboxed: it may hand over messages and nothing else. What the page sends is parsed on
// the other side (bridge/register-bridge.ts), for a page that was taken over could speak on these channels itself.
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { DesktopBridge, Intent } from '../../src-engine/contract/desktop-bridge.ts'
import { channels, versionArgument } from './bridge/channels.ts'

const version = process.argv.find((argument) => argument.startsWith(versionArgument))

const bridge: DesktopBridge = {
  platform: process.platform,
  versions: {
    app: version?.slice(versionArgument.length) ?? 'unknown',
    electron: process.versions['electron'] ?? 'unknown',
    chrome: process.versions['chrome'] ?? 'unknown',
  },
  reportFleet: (status) => ipcRenderer.invoke(channels.fleet, status),
  notifyApproval: (notice) => ipcRenderer.invoke(channels.approval, notice),
  setBadge: (count) => ipcRenderer.invoke(channels.badge, count),
  openExternal: (url) => ipcRenderer.invoke(channels.external, url),
  onIntent: (listener) => {
    const forward = (_event: IpcRendererEvent, intent: Intent) => listener(intent)
    ipcRenderer.on(channels.intent, forward)
    void ipcRenderer.invoke(channels.listening, true)
    return () => {
      ipcRenderer.removeListener(channels.intent, forward)
      if (ipcRenderer.listenerCount(channels.intent) === 0) void ipcRenderer.invoke(channels.listening, false)
    }
  },
}

contextBridge.exposeInMainWorld('desktop', bridge)
