import { conversationsGet, conversationsList } from '../../contract/conversations.ts'
import { type Binding, bind } from '../bind.ts'
import { getConversation } from './get.ts'
import { listConversations } from './list.ts'

export const conversationBindings: readonly Binding[] = [
  bind(conversationsList, listConversations),
  bind(conversationsGet, getConversation),
]
