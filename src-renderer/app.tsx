import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { createQueryClient } from './api/index.ts'
import { Boundary } from './components/boundary.tsx'
import { Loading } from './components/loading.tsx'
import { useToasts } from './components/notify.ts'
import { createDashboardRouter } from './router.tsx'
import { startSession, useSession } from './session/index.ts'
import { theme, variables } from './theme/index.ts'

const Toasts = lazy(async () => ({ default: (await import('./components/toasts.tsx')).Toasts }))
const SignIn = lazy(async () => ({ default: (await import('./screens/sign-in/sign-in-screen.tsx')).SignInScreen }))
const Setup = lazy(async () => ({ default: (await import('./screens/welcome/setup-screen.tsx')).SetupScreen }))
const Unreachable = lazy(async () => ({ default: (await import('./screens/sign-in/unreachable.tsx')).Unreachable }))

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <Corner />
      <Boundary>
        <Suspense fallback={<Loading />}>
          <Gate />
        </Suspense>
      </Boundary>
    </MantineProvider>
  )
}

function Corner() {
  const wanted = useToasts((store) => store.wanted)
  return wanted ? (
    <Suspense fallback={null}>
      <Toasts />
    </Suspense>
  ) : null
}

/** The address stays as it is through sign-in, so that a shared link leads where it says. */
function Gate() {
  const session = useSession((store) => store.session)
  useEffect(() => void startSession(), [])
  switch (session.state) {
    case 'starting':
      return <Loading />
    case 'unreachable':
      return <Unreachable error={session.error} />
    case 'setup':
      return <Setup token={session.token} />
    case 'signed-out':
      return <SignIn ended={session.ended} />
    case 'signed-in':
      // Another person's answers must not be shown: the cache lives as long as the person stays.
      return <SignedIn key={session.user.id} />
  }
}

function SignedIn() {
  const [queries] = useState(createQueryClient)
  const [router] = useState(createDashboardRouter)
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}
