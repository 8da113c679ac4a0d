import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { t } from '../i18n/index.ts'
import { useAppearance } from './appearance.ts'

/** Light, dark, or what the system says. */
export function SchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div style={{ padding: '2px 8px 6px' }}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('shell.theme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
        data={[
          { value: 'auto', label: t('shell.system') },
          { value: 'light', label: t('shell.light') },
          { value: 'dark', label: t('shell.dark') },
        ]}
      />
    </div>
  )
}

export function DensityChoice() {
  const { density, setDensity } = useAppearance()
  return (
    <div style={{ padding: '2px 8px 6px' }}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('shell.density')}
        value={density}
        onChange={(value) => setDensity(value === 'comfortable' ? 'comfortable' : 'compact')}
        data={[
          { value: 'compact', label: t('shell.compact') },
          { value: 'comfortable', label: t('shell.comfortable') },
        ]}
      />
    </div>
  )
}
