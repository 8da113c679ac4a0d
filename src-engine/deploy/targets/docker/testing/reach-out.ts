/**
 * A program for inside a container that tries every way out and prints, as JSON, which of them led anywhere.
 * @param host addresses of this machine, and a port that answers on all of them
 * @param names looked up in the DNS
 * @param open host and port of a server on this machine that answers whoever reaches it
 */
export function reachOut(
  open: { readonly host: string; readonly port: number },
  host: { readonly addresses: readonly string[]; readonly port: number },
  names: readonly string[],
): string {
  return `
    const net = require('node:net'), dns = require('node:dns').promises, dgram = require('node:dgram'), os = require('node:os')
    const { readFileSync } = require('node:fs')
    const tcp = (host, port) => new Promise((resolve) => {
      const socket = net.connect({ host, port, timeout: 1500 }, () => { socket.destroy(); resolve(true) })
      socket.on('error', () => resolve(false)).on('timeout', () => { socket.destroy(); resolve(false) })
    })
    const udp = (host, port) => new Promise((resolve) => {
      const socket = dgram.createSocket('udp4').on('error', () => resolve(false))
      socket.send('x', port, host, (error) => { socket.close(); resolve(error === null) })
    })
    const name = (host) => Promise.race([dns.lookup(host).then(() => true, () => false), new Promise((r) => setTimeout(r, 2500, false))])
    const run = async () => ({
      open: await tcp(${JSON.stringify(open.host)}, ${open.port}),
      host: (await Promise.all(${JSON.stringify(host.addresses)}.map((address) => tcp(address, ${host.port})))).some(Boolean),
      metadata: await tcp('169.254.169.254', 80),
      internet: await tcp('1.1.1.1', 53),
      udp: await udp(${JSON.stringify(open.host)}, 53),
      names: await Promise.all(${JSON.stringify(names)}.map(name)),
      interfaces: readFileSync('/proc/net/dev', 'utf8').split('\\n').slice(2).map((line) => line.split(':')[0].trim()).filter(Boolean),
      capabilities: /CapEff:\\s*(\\w+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1],
      noNewPrivileges: /NoNewPrivs:\\s*(\\d)/.exec(readFileSync('/proc/self/status', 'utf8'))[1],
      uid: process.getuid(),
    })
    run().then((found) => { console.log(JSON.stringify(found)); process.exit() })
  `
}
