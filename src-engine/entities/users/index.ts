import { usersCreate, usersGet, usersList, usersRemove, usersUpdate } from '../../contract/users.ts'
import { type Binding, bind } from '../bind.ts'
import { createUser } from './create.ts'
import { getUser } from './get.ts'
import { listUsers } from './list.ts'
import { removeUser } from './remove.ts'
import { updateUser } from './update.ts'

export const userBindings: readonly Binding[] = [
  bind(usersList, listUsers),
  bind(usersGet, getUser),
  bind(usersCreate, createUser),
  bind(usersUpdate, updateUser),
  bind(usersRemove, removeUser),
]
