class AvatarSettingsPanel:
    template_name: str
