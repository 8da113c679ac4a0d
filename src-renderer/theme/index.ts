import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@mantine/core/styles.css'
import './tokens.css'
import './base.css'
import './card.css'
import './mantine.css'

export { theme, variables } from './theme.ts'
