# Run inside Redmine once: an administrator, the hub's user, a project, and a workflow that allows every step.
require 'json'
Setting.rest_api_enabled = '1'
Setting.login_required = '1'   # else a wrong key is a guest, and reads what guests may read
admin = User.find_by_login('admin')
admin.update!(password: 'admin-pass-1', password_confirmation: 'admin-pass-1', must_change_passwd: false)
ids = IssueStatus.pluck(:id)
Tracker.all.each do |tracker|
  Role.givable.each do |role|
    ids.product(ids).each do |old, new|
      next if old == new
      WorkflowTransition.find_or_create_by!(tracker_id: tracker.id, role_id: role.id, old_status_id: old, new_status_id: new)
    end
  end
end
field = IssueCustomField.create!(name: 'Ticket UID', field_format: 'string', is_for_all: true, is_filter: true,
                                 searchable: true, tracker_ids: Tracker.pluck(:id), visible: true)
user = User.new(firstname: 'Hub', lastname: 'Sync', mail: 'hub@example.com', language: 'en')
user.login = 'hub'
user.password = user.password_confirmation = 'hub-pass-12'
user.save!
project = Project.create!(name: 'Plant', identifier: 'plant', tracker_ids: Tracker.pluck(:id), enabled_module_names: ['issue_tracking'])
Member.create!(project: project, principal: user, roles: [Role.find_by_name('Manager')])
puts JSON.generate(admin_key: admin.api_key, hub_key: user.api_key, project: project.identifier, uid_field: field.id,
                   statuses: IssueStatus.all.to_h { |status| [status.name, status.id] })
