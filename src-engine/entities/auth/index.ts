import {
  authEndSession,
  authLogin,
  authLogout,
  authMe,
  authPassword,
  authRefresh,
  authSessions,
  authSetup,
  authStatus,
} from '../../contract/auth.ts'
import { type Binding, bind } from '../bind.ts'
import { endSession } from './end-session.ts'
import { listSessions } from './list-sessions.ts'
import { logIn } from './login.ts'
import { logOut } from './logout.ts'
import { getMe } from './me.ts'
import { changePassword } from './password.ts'
import { refresh } from './refresh.ts'
import { setUp } from './setup.ts'
import { getStatus } from './status.ts'

export const authBindings: readonly Binding[] = [
  bind(authStatus, getStatus),
  bind(authSetup, setUp),
  bind(authLogin, logIn),
  bind(authRefresh, refresh),
  bind(authLogout, logOut),
  bind(authMe, getMe),
  bind(authPassword, changePassword),
  bind(authSessions, listSessions),
  bind(authEndSession, endSession),
]
