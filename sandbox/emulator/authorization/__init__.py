"""Authorizes each request to local AWS by the actions, resources and condition keys that AWS itself checks.

ministack enforces IAM, but for many services it knows neither the ARN of a request's resource, nor that one operation
needs several actions (to pass a role, to set tags), nor the condition keys of the service. Policies that are made for
AWS would be denied actions that AWS allows, and conditions would hold or fail for no reason. So `authorize` checks the
services that the program uses, with ministack's own evaluation, against what `demands` lists. The others, S3 among
them, are left to ministack.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""
