/** The page loads its own scripts only; Mantine writes style elements, hence inline styles. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every answer (OWASP secure headers). */
const securityHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
} as const

const headerList = Object.entries(securityHeaders)
const complete = new WeakSet<Response>()

/**
 * An answer that has its security headers from the start. Handed over in one piece the headers reach the socket as they
 * are; set one by one on an answer they are checked, sorted and copied twice.
 */
export function securedResponse(
  body: string | null,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  const response = new Response(body, { status, headers: { ...headers, ...securityHeaders } })
  complete.add(response)
  return response
}

/** The answer, with the security headers unless it has them. */
export function secured(response: Response): Response {
  if (complete.has(response)) return response
  for (const [name, value] of headerList) response.headers.set(name, value)
  return response
}
