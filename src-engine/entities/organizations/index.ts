import {
  organizationsCreate,
  organizationsGet,
  organizationsList,
  organizationsUpdate,
} from '../../contract/organizations.ts'
import { type Binding, bind } from '../bind.ts'
import { createOrganization } from './create.ts'
import { getOrganization } from './get.ts'
import { listOrganizations } from './list.ts'
import { updateOrganization } from './update.ts'

export const organizationBindings: readonly Binding[] = [
  bind(organizationsList, listOrganizations),
  bind(organizationsGet, getOrganization),
  bind(organizationsCreate, createOrganization),
  bind(organizationsUpdate, updateOrganization),
]
