import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** The link to an agent for long lists: an ordinary anchor, many times lighter than the router's own. */
export function AgentLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const navigate = useNavigate()
  return (
    <a
      href={`/dashboard/agents/${id}`}
      className="clip name-link"
      tabIndex={-1}
      onClick={(event) => {
        // A new tab or window is the browser's business.
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        void navigate({ to: '/agents/$agentId', params: { agentId: id } })
      }}
    >
      {children}
    </a>
  )
}
